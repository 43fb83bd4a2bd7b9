import type { Payload } from '@ocpp-broker/ocpp';
import { coreAnswers } from './answers-core.ts';
import { localAnswers } from './answers-local.ts';
import { maintenanceAnswers } from './answers-maintenance.ts';
import { smartChargingAnswers } from './answers-smart-charging.ts';
import type { Station } from './station.ts';

/** What a CALL of the server is answered with, and what the charge point does once the answer is on its way (a promise is awaited). */
export type Answer = { readonly payload: Payload; readonly afterwards?: () => unknown };

/** Answers one action; throws CallRefused for a CALLERROR. */
export type AnswerFunction = (payload: Payload, station: Station) => Answer;

/** How the 18 actions of OCPP 1.6 from the server, and DataTransfer, are answered. */
export const answers: ReadonlyMap<string, AnswerFunction> = new Map([
  ...Object.entries(coreAnswers),
  ...Object.entries(localAnswers),
  ...Object.entries(smartChargingAnswers),
  ...Object.entries(maintenanceAnswers),
]);
