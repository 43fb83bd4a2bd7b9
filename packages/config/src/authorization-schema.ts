import { choice, flag, section } from './setting-schema.ts';

/** `mqtt.authorization`. */
export const authorizationSchema = section('What MQTT clients may publish and subscribe to.', {
  no_match: choice(
    ['allow', 'deny'],
    'allow',
    'live',
    'What becomes of a publish or a subscription that no topic rule speaks of.',
  ),
  deny_action: choice(
    ['ignore', 'disconnect'],
    'disconnect',
    'live',
    'What a client meets that publishes where it may not and cannot be told so by a reason code (MQTT 3, and QoS 0): the end of its connection, or nothing, its message being dropped (as EMQX does).',
  ),
  charge_point_topics: choice(
    ['users', 'rules', 'open'],
    'users',
    'live',
    'Who may read what charge points send and send them something, as far as no topic rule speaks of it: whoever logged in, nobody, or anonymous clients too (all do while authentication is off); what charge points send is never taken from an MQTT client, whoever it is.',
  ),
  built_in_database: section("The topic rules in the server's own database.", {
    enable: flag(true, 'live', 'Holds clients to these rules.'),
  }),
});
