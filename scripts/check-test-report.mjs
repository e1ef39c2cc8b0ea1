// Reads a report of `jest --json` and refuses a run in which anything was left out. Usage: node scripts/check-test-report.mjs <file>
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
const skipped = report.numPendingTests + report.numTodoTests + report.numPendingTestSuites;

const suites = report.testResults.filter(({ assertionResults }) => {
  return assertionResults.some(({ status }) => status === 'pending' || status === 'todo' || status === 'skipped');
});
for (const { name } of suites) console.log(`Skipped tests in ${name}`);
if (report.numTotalTests === 0) console.log('No test ran');
console.log(`${report.numPassedTests} passed, ${failed} failed`);
if (!report.success || skipped > 0 || report.numTotalTests === 0) process.exitCode = 1;
