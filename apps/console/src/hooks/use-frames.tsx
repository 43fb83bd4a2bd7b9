import type { RequestOf } from '@ocpp-broker/api-client';
import { useEffect, useState } from 'preact/hooks';
import { useConsole } from '../context.tsx';
import { type FollowState, FrameFollower } from '../frame-follower.ts';
import type { Frame } from '../frame-rows.ts';
import { framesMax } from '../frame-rows.ts';
import { type Polled, usePolled } from './use-polled.tsx';

/** What narrows frames down. */
export type FrameFilter = NonNullable<RequestOf<'/api/v5/gateways/ocpp/clients/{clientid}/frames', 'get'>['query']>;

/** The last frames of a charge point, and those that come; `followed` is null while nobody follows them. */
export type Frames = { readonly loaded: Polled<readonly Frame[]>; readonly followed: FollowState | null };

/** Loads the last frames, and follows the next ones while `isLive`. */
export function useFrames(clientId: string, filter: FrameFilter, isLive: boolean): Frames {
  const { api, isSignedIn } = useConsole();
  const [followed, setFollowed] = useState<FollowState | null>(null);
  const inputs = [clientId, JSON.stringify(filter)];
  const loaded = usePolled(
    (signal) =>
      api.get('/api/v5/gateways/ocpp/clients/{clientid}/frames', {
        path: { clientid: clientId },
        query: { ...filter, limit: framesMax },
        signal,
      }),
    inputs,
    null,
  );
  useEffect(() => {
    if (!isLive || !isSignedIn) return undefined;
    const follower = new FrameFollower({
      events: (signal, onOpen) =>
        api.events('/api/v5/gateways/ocpp/frames', { query: { identity: clientId, ...filter }, signal, onOpen }),
      onOpen: loaded.refresh,
      // An identity that ends in `*` would be taken for the beginning of many.
      onChange: (state) =>
        setFollowed({ ...state, frames: state.frames.filter(({ identity }) => identity === clientId) }),
      after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
    });
    setFollowed({ status: 'connecting', frames: [], total: 0, missed: 0, problem: null });
    follower.start();
    return () => {
      follower.stop();
      setFollowed(null);
    };
  }, [...inputs, isLive, isSignedIn]);
  return { loaded, followed };
}
