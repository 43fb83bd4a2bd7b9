import t from 'tap';
import { errorCodes2, errorCodes16, spellErrorCode, translateErrorCode } from '../src/index.ts';

t.test('OCPP 1.6 has ten codes, OCPP 2.x has twelve', async (t) => {
  t.equal(new Set(errorCodes16).size, 10);
  t.equal(new Set(errorCodes2).size, 12);
});

t.test(
  '1.6 writes FormationViolation and Occurence with one r, 2.x FormatViolation and Occurrence with two',
  async (t) => {
    t.equal(spellErrorCode('FormatViolation', '1.6'), 'FormationViolation');
    t.equal(spellErrorCode('OccurrenceConstraintViolation', '1.6'), 'OccurenceConstraintViolation');
    for (const version of ['2.0.1', '2.1'] as const) {
      t.equal(spellErrorCode('FormatViolation', version), 'FormatViolation');
      t.equal(spellErrorCode('OccurrenceConstraintViolation', version), 'OccurrenceConstraintViolation');
    }
  },
);

t.test('every code of ours is a code of the version for which it is spelled', async (t) => {
  const codes16: readonly string[] = errorCodes16;
  const codes2: readonly string[] = errorCodes2;
  for (const code of errorCodes2) {
    t.ok(codes16.includes(spellErrorCode(code, '1.6')), `${code} in 1.6`);
    t.ok(codes2.includes(spellErrorCode(code, '2.0.1')), `${code} in 2.0.1`);
    t.ok(codes2.includes(spellErrorCode(code, '2.1')), `${code} in 2.1`);
  }
});

t.test('both spellings of a peer are understood and become the one of the version', async (t) => {
  for (const code of ['FormationViolation', 'FormatViolation']) {
    t.equal(translateErrorCode(code, '1.6'), 'FormationViolation');
    t.equal(translateErrorCode(code, '2.0.1'), 'FormatViolation');
    t.equal(translateErrorCode(code, '2.1'), 'FormatViolation');
  }
  for (const code of ['OccurenceConstraintViolation', 'OccurrenceConstraintViolation']) {
    t.equal(translateErrorCode(code, '1.6'), 'OccurenceConstraintViolation');
    t.equal(translateErrorCode(code, '2.0.1'), 'OccurrenceConstraintViolation');
    t.equal(translateErrorCode(code, '2.1'), 'OccurrenceConstraintViolation');
  }
  for (const code of errorCodes16) t.equal(translateErrorCode(code, '1.6'), code);
});

t.test('what 1.6 does not have becomes the nearest that it has', async (t) => {
  t.equal(translateErrorCode('RpcFrameworkError', '1.6'), 'ProtocolError');
  t.equal(translateErrorCode('MessageTypeNotSupported', '1.6'), 'NotSupported');
});

t.test('a code of neither family passes unchanged, a name of an object prototype too', async (t) => {
  for (const code of ['VendorError', '__proto__', 'constructor', 'toString']) {
    t.equal(translateErrorCode(code, '1.6'), code);
    t.equal(translateErrorCode(code, '2.1'), code);
  }
});
