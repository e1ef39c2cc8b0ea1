import { Lab } from './scenarios/lab.js';
import { pairs } from './scenarios/pairs.js';

const lab = await Lab.open({ rounds: 3, roundMilliseconds: 2000, warmUpMilliseconds: 2000 }, (text) =>
  console.error(text),
);
try {
  const result = await pairs(lab);
  console.table(Object.fromEntries(result.rows.map(({ name, values }) => [name, values])));
  console.table(result.targets);
} finally {
  await lab.close();
}
