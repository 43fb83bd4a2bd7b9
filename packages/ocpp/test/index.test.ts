import t from 'tap';
import * as room from '../src/index.ts';

t.test('the door of this room: these names and no others', async (t) => {
  t.strictSame(Object.keys(room).sort(), [
    'AnsweredCalls',
    'PayloadValidator',
    'Session',
    'actionSender',
    'actionsOf',
    'answerToMalformed',
    'arraySlices',
    'decodeFrame',
    'encodeFrame',
    'errorCodes16',
    'errorCodes2',
    'errorDescriptionLengthMax',
    'frameDepthMax',
    'inFlightMax',
    'isSentUnanswered',
    'markOfCall',
    'messageTypeIds',
    'objectSlices',
    'ocppSubprotocol',
    'ocppVersion',
    'plainCharacter',
    'plainPayload',
    'readPayload',
    'refusal',
    'spellErrorCode',
    'timestamp',
    'translateErrorCode',
    'unansweredMax',
    'uniqueIdLengthMax',
    'unregistered',
  ]);
});
