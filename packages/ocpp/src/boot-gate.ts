// Until a boot was accepted a charge point may only boot; while it is pending it may also send what the CSMS asked it for
// (OCPP 1.6 §4.2; 2.0.1 B02.FR.09 and B03.FR.07).

import type { Call } from './message.ts';
import type { Registration } from './registration.ts';

/** Actions that may be remembered as asked for, and the longest name of one, in characters. */
export const askedForMax = 64;
const askedForLengthMax = 50;

const sentWhenAskedBy: ReadonlyMap<string, string> = new Map([
  ['GetBaseReport', 'NotifyReport'],
  ['GetReport', 'NotifyReport'],
  ['GetMonitoringReport', 'NotifyMonitoringReport'],
  ['CustomerInformation', 'NotifyCustomerInformation'],
  ['GetDisplayMessages', 'NotifyDisplayMessages'],
  ['GetChargingProfiles', 'ReportChargingProfiles'],
  ['GetLog', 'LogStatusNotification'],
  ['GetDiagnostics', 'DiagnosticsStatusNotification'],
  ['UpdateFirmware', 'FirmwareStatusNotification'],
  ['SignedUpdateFirmware', 'SignedFirmwareStatusNotification'],
  ['PublishFirmware', 'PublishFirmwareStatusNotification'],
  ['GetDERControl', 'ReportDERControl'],
]);

// What a trigger asks for is the name of an action but for certificates, and but for the status of a signed update in 1.6
// (1.6 security whitepaper, ExtendedTriggerMessage; 2.0.1 Part 2, MessageTriggerEnumType).
const certificateTrigger = /^Sign[A-Za-z0-9]+Certificate$/;

function actionsOfTrigger(action: string, requested: string): readonly string[] {
  if (certificateTrigger.test(requested)) return ['SignCertificate'];
  const isOfSignedUpdate = action === 'ExtendedTriggerMessage' && requested === 'FirmwareStatusNotification';
  return isOfSignedUpdate ? [requested, 'SignedFirmwareStatusNotification'] : [requested];
}

/** Decides what a charge point may send before its boot is accepted. */
export class BootGate {
  /** Made when something is asked for, which for most never happens. */
  #askedFor: Set<string> | undefined;

  /** Notes what a CALL of the CSMS asks for. */
  noteAskedFor({ action, payload }: Call): void {
    const isTrigger = action === 'TriggerMessage' || action === 'ExtendedTriggerMessage';
    const asked = isTrigger ? payload.requestedMessage : sentWhenAskedBy.get(action);
    if (typeof asked !== 'string' || asked.length > askedForLengthMax) return;
    this.#askedFor ??= new Set();
    for (const one of isTrigger ? actionsOfTrigger(action, asked) : [asked]) {
      if (this.#askedFor.size < askedForMax) this.#askedFor.add(one);
    }
  }

  /** Whether a charge point of this registration may send `action`. */
  allows(action: string, { status }: Registration): boolean {
    if (action === 'BootNotification' || status === 'Accepted') return true;
    return status === 'Pending' && this.#askedFor?.has(action) === true;
  }
}
