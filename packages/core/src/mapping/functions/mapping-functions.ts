import { append, remove } from './append-remove.js';
import { choose, exists, select } from './choice.js';
import { convertType } from './convert-type.js';
import { base64, normalize, phoneFormat } from './encodings.js';
import { filterList } from './filter-list.js';
import { concat, format, join } from './join-text.js';
import { letterCase } from './letter-case.js';
import { mapList } from './map-list.js';
import type { MappingFunctionDefinition } from './mapping-function.js';
import { merge } from './merge.js';
import { mimeEncodedWord } from './mime-encoded-word.js';
import { now } from './now.js';
import { pluck, reshape } from './pluck-reshape.js';
import { randomString } from './random-string.js';
import { regexReplace, replace } from './replace.js';
import { split } from './split.js';
import { substring } from './substring.js';
import { trim } from './trim.js';
import { uuid4, uuid5, uuidShort } from './uuid.js';

const DEFINITIONS: readonly MappingFunctionDefinition[] = [
  format,
  randomString,
  now,
  exists,
  convertType,
  uuid4,
  uuid5,
  uuidShort,
  substring,
  replace,
  regexReplace,
  letterCase,
  trim,
  choose,
  select,
  mapList,
  filterList,
  join,
  split,
  append,
  remove,
  merge,
  pluck,
  concat,
  reshape,
  mimeEncodedWord,
  base64,
  normalize,
  phoneFormat,
];

/** Every function of the table in specification 1.16, by name and in its order. */
export const MAPPING_FUNCTIONS: ReadonlyMap<string, MappingFunctionDefinition> = new Map(
  DEFINITIONS.map((definition) => [definition.name, definition]),
);
