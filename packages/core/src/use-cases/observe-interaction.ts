import type { EngineDependencies } from '../engine/dependencies.js';
import type { Answer } from '../errors/answer.js';
import { TesseraError } from '../errors/tessera-error.js';
import type { StepNote } from '../interaction/step.js';
import { INTERACTIONS } from '../policy/authentication-policy.js';
import type { InteractionEnd } from '../ports/telemetry.js';

type Observers = Pick<EngineDependencies, 'telemetry' | 'tracer'>;

/** Times a call of an interaction and counts how it ended. */
export function observeInteraction(
  { telemetry, tracer }: Observers,
  name: string,
  perform: (note: StepNote) => Promise<Answer>,
): Promise<Answer> {
  const interaction = Object.hasOwn(INTERACTIONS, name) ? name : 'unknown';
  const counted = async (told?: (end: InteractionEnd, status: number) => void): Promise<Answer> => {
    const note: StepNote = { reason: '', mode: undefined };
    try {
      const answer = await perform(note);
      const end = endOf(interaction, answer.status, note);
      telemetry?.interactionEnded(end);
      told?.(end, answer.status);
      return answer;
    } catch (error) {
      telemetry?.interactionEnded({ interaction, outcome: 'fault', reason: faultReason(error, note), mode: note.mode });
      throw error;
    }
  };
  if (!tracer) return counted();
  return tracer.span('interaction', { 'tessera.interaction': interaction }, (span) =>
    counted(({ outcome, reason, mode }, status) =>
      span.set({
        'tessera.outcome': outcome,
        'tessera.reason': reason === '' ? undefined : reason,
        'tessera.mode': mode,
        'tessera.status': status,
      }),
    ),
  );
}

function endOf(interaction: string, status: number, { reason, mode }: StepNote): InteractionEnd {
  if (status < 300) return { interaction, outcome: 'success', reason: '', mode };
  return { interaction, outcome: status < 500 ? 'rejected' : 'fault', reason: reason || 'refused', mode };
}

function faultReason(error: unknown, { reason }: StepNote): string {
  const code = error instanceof TesseraError ? error.code : undefined;
  if (code === 'ERR_STORE_UNAVAILABLE') return 'store_unavailable';
  if (code === 'ERR_OVERLOADED') return 'overloaded';
  if (code === 'ERR_SERVER_CONFIGURATION') return 'configuration_error';
  return reason || 'unexpected';
}
