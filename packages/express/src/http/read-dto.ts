import 'reflect-metadata';
import { REFUSALS } from '@tessera/core';
import type { JsonObject } from '@tessera/core';
import { plainToInstance } from 'class-transformer';
import type { ClassConstructor } from 'class-transformer';
import { validateSync } from 'class-validator';
import type { ValidationError } from 'class-validator';
import { HttpRefusal } from './http-refusal.js';

const OPTIONS = {
  forbidUnknownValues: true,
  whitelist: true,
  validationError: { target: false, value: false },
} as const;

/** Reads a body into a DTO; what it does not declare is dropped. @throws HttpRefusal 400 "Request validation failed" */
export function readDto<T extends object>(type: ClassConstructor<T>, body: JsonObject): T {
  const dto = plainToInstance(type, body);
  const errors = validateSync(dto, OPTIONS);
  if (errors.length > 0) throw new HttpRefusal(REFUSALS.validationFailed(errors.flatMap(messagesOf)));
  return dto;
}

/** As the engine words them: the place, then what is wrong there. */
function messagesOf({ property, constraints = {} }: ValidationError): readonly string[] {
  return Object.values(constraints).map((message) => {
    const isAboutProperty = message.startsWith(`${property} `);
    return `/${property} ${isAboutProperty ? message.slice(property.length + 1) : message}`;
  });
}
