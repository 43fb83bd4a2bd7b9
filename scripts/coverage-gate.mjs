// The gate on coverage: every source file has most of its functions called by a test. Entry points run as processes of their
// own are exercised by spawning them, which the coverage of one process does not see.
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';

/** Least share of functions called, over all and in each file, in percent. */
const functionsOverallMin = 95;
const functionsInFileMin = 70;

// The console's pages run in a browser, which the coverage of this process does not see either. What tests share is no source.
const exempt = /(^|\/)(main|[a-z-]+-main)\.(js|ts)$|apps\/console\/src\/|\/test\//;

/** Sentences about what is not covered; empty when the gate is passed. */
export function coverageProblems(summaryFile, root) {
  if (!existsSync(summaryFile)) return ['no coverage was reported'];
  const summary = JSON.parse(readFileSync(summaryFile, 'utf8'));
  const { total: _withTests, ...files } = summary;
  const total = { total: 0, covered: 0 };
  const problems = [];
  for (const [file, { functions }] of Object.entries(files)) {
    if (exempt.test(file) || functions.total === 0) continue;
    total.total += functions.total;
    total.covered += functions.covered;
    if (functions.pct < functionsInFileMin) {
      problems.push(
        `${relative(root, file)}: ${functions.pct} % of its functions are called, ${functionsInFileMin} % is the least`,
      );
    }
  }
  const overall = total.total === 0 ? 0 : (100 * total.covered) / total.total;
  if (overall < functionsOverallMin) {
    problems.push(`${overall.toFixed(2)} % of all functions are called, ${functionsOverallMin} % is the least`);
  }
  return problems;
}
