import type { Schemas } from '@ocpp-broker/api-client';
import type { JSX } from 'preact';
import { Badge, type Tone } from './badge.tsx';

type State = Schemas['Webhook']['status']['state'];

const states: Readonly<Record<State, readonly [Tone, string]>> = {
  off: ['neutral', 'disabled'],
  idle: ['good', 'idle'],
  sending: ['active', 'sending'],
  waiting: ['bad', 'failing, tried again'],
  // 410: the receiver wants nothing any more.
  gone: ['bad', 'stopped: receiver gone'],
};

/** What a webhook does now. */
export function WebhookState({ state }: { readonly state: State }): JSX.Element {
  const [tone, words] = states[state];
  return <Badge tone={tone}>{words}</Badge>;
}
