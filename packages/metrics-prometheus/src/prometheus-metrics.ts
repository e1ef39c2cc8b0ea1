import type { InteractionEnd, ProviderCall, SendEnd, Telemetry } from '@tessera/core';
import { Registry, collectDefaultMetrics } from 'prom-client';
import { createInstruments, registerGauge } from './instruments.js';
import type { Instruments } from './instruments.js';
import { BUDGET_REASONS, grantTypeLabel, methodLabel, reasonLabel, statusClass } from './labels.js';
import { SendToVerify } from './send-to-verify.js';

export interface PrometheusMetricsOptions {
  /** Milliseconds that never go back. */
  readonly now?: () => number;
  /** CPU, memory, event loop lag and garbage collection of the process; true by default. */
  readonly withProcess?: boolean;
}

/** A request and its answer. */
export interface HttpExchange {
  /** The template of the route, e.g. `/{tenant-id}/v1/tokens`; never the path itself. */
  readonly route: string;
  readonly method: string;
  readonly status: number;
  readonly milliseconds: number;
}

const CHANNEL_OF: Readonly<Record<string, string>> = { 'sms-authentication': 'sms', 'email-authentication': 'email' };

/** Counts in memory, for Prometheus to read. Labels take few values each, however many tenants and users there are. */
export class PrometheusMetrics implements Telemetry {
  private readonly registry = new Registry();
  private readonly instruments: Instruments;
  private readonly ratio: SendToVerify;

  constructor({ now = () => performance.now(), withProcess = true }: PrometheusMetricsOptions = {}) {
    this.instruments = createInstruments(this.registry);
    this.ratio = new SendToVerify(this.registry, now);
    if (withProcess) collectDefaultMetrics({ register: this.registry });
  }

  /** Of {@link render}. */
  get contentType(): string {
    return this.registry.contentType;
  }

  /** All metrics in the text format of Prometheus. */
  render(): Promise<string> {
    return this.registry.metrics();
  }

  /** Shows a number that is read anew each time. @param name without `tessera_` */
  gauge(name: string, help: string, read: () => number): void {
    registerGauge(this.registry, { name, help }, read);
  }

  interactionEnded({ interaction, outcome, reason, mode }: InteractionEnd): void {
    const { interactions, verifications, refusals, storeErrors } = this.instruments;
    const label = reasonLabel(reason);
    interactions.inc({ interaction, outcome, reason: label });
    if (BUDGET_REASONS.has(reason)) refusals.inc({ interaction, reason });
    if (reason === 'store_unavailable') storeErrors.inc({ origin: 'interaction' });
    const channel = CHANNEL_OF[interaction];
    if (channel === undefined || mode === undefined) return;
    verifications.inc({ channel, mode, outcome: outcome === 'success' ? 'success' : label });
    if (outcome === 'success') this.ratio.verified(channel);
  }

  sendEnded({ channel, sender, result }: SendEnd): void {
    this.instruments.challenges.inc({ channel, sender_type: sender, result });
    if (result === 'sent') this.ratio.sent(channel);
  }

  providerCalled({ interaction, sender, status, outcome, milliseconds }: ProviderCall): void {
    this.instruments.provider.observe(
      { interaction, sender_type: sender, outcome, status_class: statusClass(status) },
      milliseconds / 1000,
    );
  }

  authorizationStarted(): void {
    this.instruments.authorizations.inc({ stage: 'started' });
  }

  authorizationEnded(outcome: 'completed' | 'denied' | 'refused'): void {
    this.instruments.authorizations.inc({ stage: outcome });
  }

  /** An answer of the token endpoint. @param grantType as the client named it */
  tokenAnswered(grantType: string, outcome: 'issued' | 'refused'): void {
    this.instruments.tokens.inc({ grant_type: grantTypeLabel(grantType), outcome });
  }

  /** A database or Redis did not answer. `interaction` is counted by {@link interactionEnded}. */
  storeFailed(origin: 'request' | 'background'): void {
    this.instruments.storeErrors.inc({ origin });
  }

  /** A caller was refused by a rate limit. */
  rateLimited(limit: string): void {
    this.instruments.rateLimited.inc({ limit });
  }

  httpAnswered({ route, method, status, milliseconds }: HttpExchange): void {
    const labels = { route, method: methodLabel(method), status_class: statusClass(status) };
    this.instruments.http.observe(labels, milliseconds / 1000);
  }
}
