import type { Candidate, RunningCandidate, StartOptions } from './candidate.ts';

/** A candidate that is started once and handed out again and again; `end` ends it, if anybody has started it. */
export type SharedCandidate = { readonly candidate: Candidate; end(): Promise<void> };

/**
 * Hands out the candidate as it was first started to everybody who asks for the same QoS and some of the same charge points; whoever
 * asks for something else gets one of his own.
 */
export function shareCandidate(candidate: Candidate): SharedCandidate {
  let first: { readonly options: StartOptions; readonly running: Promise<RunningCandidate> } | undefined;
  return {
    candidate: {
      ...candidate,
      start: async (options) => {
        first ??= { options, running: candidate.start(options) };
        if (!covers(first.options, options)) return candidate.start(options);
        const running = await first.running;
        const wanted = new Set(options.identities);
        return {
          ...running,
          chargePoints: running.chargePoints.filter(({ identity }) => wanted.has(identity)),
          close: async () => {},
        };
      },
    },
    end: async () => {
      // Whoever started it has heard that it did not start.
      const running = await first?.running.catch(() => undefined);
      await running?.close();
    },
  };
}

function covers(first: StartOptions, options: StartOptions): boolean {
  return first.qos === options.qos && options.identities.every((identity) => first.identities.includes(identity));
}
