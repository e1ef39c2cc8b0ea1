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

function messagesOf(error: ValidationError): readonly string[] {
  return Object.values(error.constraints ?? {}).map(
    (message) => `/${error.property} ${message.replace(`${error.property} `, '')}`,
  );
}
