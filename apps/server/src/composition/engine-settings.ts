import type { EngineSettings } from '@tessera/core';
import type { DestinationGuardOptions } from '@tessera/http-axios';
import type { ServerSettings } from '../settings/server-settings.js';

/** The part of the settings that the engine reads. */
export function engineSettings(settings: ServerSettings): EngineSettings {
  const {
    profile,
    exposeVerificationCode,
    enforceAvailableMethods,
    otp,
    sendLimits,
    registrationsPerAddressHour,
    passwordFailuresPerAddress,
  } = settings;
  return {
    profile,
    exposeVerificationCode,
    enforceAvailableMethods,
    allowHttp: settings.outbound.allowHttp,
    otp,
    sendLimits,
    registrationsPerAddressHour,
    passwordFailuresPerAddress,
  };
}

/** Where outbound calls may go; the development profile admits this machine, under the name that the guide uses for it. */
export function guardOptions({
  profile,
  outbound,
}: Pick<ServerSettings, 'profile' | 'outbound'>): DestinationGuardOptions {
  const development = profile === 'development';
  return {
    allowHosts: outbound.allowHosts,
    allowCidrs: outbound.allowCidrs,
    allowLoopback: development,
    hostAliases: development ? { 'host.docker.internal': '127.0.0.1' } : {},
  };
}
