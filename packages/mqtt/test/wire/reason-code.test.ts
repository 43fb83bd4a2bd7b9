import t from 'tap';
import { reasonCode, returnCodeOf } from '../../src/index.ts';

t.test('the codes are those of table 2-6, from 0x80 on without a gap', async (t) => {
  const codes = Object.values(reasonCode);
  const below = [0x00, 0x00, 0x00, 0x01, 0x02, 0x04, 0x10, 0x11, 0x18, 0x19];
  t.strictSame(codes, [...below, ...Array.from({ length: 0xa3 - 0x80 }, (_, index) => 0x80 + index)]);
});

t.test('every return code of MQTT 3 is reached by the reason that means the same', async (t) => {
  const { success, unsupportedProtocolVersion, clientIdentifierNotValid } = reasonCode;
  const { serverUnavailable, badUserNameOrPassword, notAuthorized } = reasonCode;
  const codes = [success, unsupportedProtocolVersion, clientIdentifierNotValid];
  t.strictSame(
    [...codes, serverUnavailable, badUserNameOrPassword, notAuthorized].map(returnCodeOf),
    [0, 1, 2, 3, 4, 5],
  );
});

t.test(
  'a server that is full, busy or stopping is unavailable to MQTT 3, and a banned client not authorized',
  async (t) => {
    const { serverBusy, serverShuttingDown, quotaExceeded, connectionRateExceeded, banned } = reasonCode;
    t.strictSame(
      [serverBusy, serverShuttingDown, quotaExceeded, connectionRateExceeded].map(returnCodeOf),
      [3, 3, 3, 3],
    );
    t.equal(returnCodeOf(banned), 5);
  },
);

t.test('MQTT 3 has no word for a malformed packet: such a connection is closed without one', async (t) => {
  const { malformedPacket, protocolError, topicNameInvalid, packetTooLarge } = reasonCode;
  for (const code of [malformedPacket, protocolError, topicNameInvalid, packetTooLarge, 0x01])
    t.equal(returnCodeOf(code), undefined);
});
