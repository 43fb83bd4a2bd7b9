import t from 'tap';
import { answers } from '../src/answers.ts';

t.test('the 18 actions of OCPP 1.6 from the server and DataTransfer are answered, and no other', async (t) => {
  const actions = `CancelReservation ChangeAvailability ChangeConfiguration ClearCache ClearChargingProfile DataTransfer
    GetCompositeSchedule GetConfiguration GetDiagnostics GetLocalListVersion RemoteStartTransaction RemoteStopTransaction ReserveNow Reset
    SendLocalList SetChargingProfile TriggerMessage UnlockConnector UpdateFirmware`.split(/\s+/);
  t.same([...answers.keys()].sort(), actions);
});
