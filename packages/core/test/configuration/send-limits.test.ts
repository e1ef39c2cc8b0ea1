import { parseSendLimits, SEND_LIMIT_DEFAULTS } from '../../src/configuration/send-limits.js';
import { ViolationList } from '../../src/errors/violation-list.js';
import type { JsonValue } from '../../src/json/json.js';

function parse(document: JsonValue): { limits: unknown; violations: unknown; unknown: readonly string[] } {
  const violations = new ViolationList();
  const unknown: string[] = [];
  const limits = parseSendLimits(document, '/send_limits', violations, (pointer) => unknown.push(pointer));
  return { limits, violations: violations.violations, unknown };
}

describe('parseSendLimits', () => {
  it('reads every limit', () => {
    const document = {
      resend_cooldown_seconds: 0,
      repeat_window_seconds: 1,
      per_transaction: 2,
      per_destination_hour: 3,
      per_destination_day: 4,
      per_ip_hour: 5,
      per_tenant_day: 6,
      allowed_countries: ['JP', '+81'],
      denied_countries: [],
      denied_number_types: ['voip'],
    };
    expect(parse(document)).toEqual({
      limits: {
        resendCooldownSeconds: 0,
        repeatWindowSeconds: 1,
        perTransaction: 2,
        perDestinationHour: 3,
        perDestinationDay: 4,
        perIpHour: 5,
        perTenantDay: 6,
        allowedCountries: ['JP', '+81'],
        deniedCountries: [],
        deniedNumberTypes: ['voip'],
      },
      violations: [],
      unknown: [],
    });
  });

  it('has no value for what is not stated', () => {
    expect(parse({ per_ip_hour: 1 }).limits).toEqual({ perIpHour: 1 });
  });

  it.each(['+1242', '81', 'JPN', 'jp', '+', '+01'])('refuses the country "%s"', (country) => {
    expect(parse({ denied_countries: [country] }).violations).toEqual([
      expect.objectContaining({ pointer: '/send_limits/denied_countries/0', message: 'unknown value', got: country }),
    ]);
  });

  it('refuses a number type that no phone number has', () => {
    expect(parse({ denied_number_types: ['premium', 7] }).violations).toEqual([
      expect.objectContaining({ pointer: '/send_limits/denied_number_types/0', message: 'unknown value' }),
      expect.objectContaining({ pointer: '/send_limits/denied_number_types/1', message: 'wrong type' }),
    ]);
  });

  it('reports keys it does not know, whatever they are called', () => {
    expect(parse({ constructor: 1 }).unknown).toEqual(['/send_limits/constructor']);
  });
});

describe('SEND_LIMIT_DEFAULTS', () => {
  it('waits for nobody in development, and is otherwise the same', () => {
    const { resendCooldownSeconds, repeatWindowSeconds, ...rest } = SEND_LIMIT_DEFAULTS.development;
    expect([resendCooldownSeconds, repeatWindowSeconds]).toEqual([0, 0]);
    expect(SEND_LIMIT_DEFAULTS.production).toEqual({ ...rest, resendCooldownSeconds: 30, repeatWindowSeconds: 2 });
  });
});
