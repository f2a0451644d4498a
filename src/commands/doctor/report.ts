import { counted } from '../counted.ts'
import type { Finding } from './finding.ts'

const WORDS = { ok: 'ok      ', note: 'note    ', warning: 'warning ', problem: 'PROBLEM ' }

/** The lines to print, and whether there is a problem. */
export function report(findings: Finding[]): { lines: string[]; hasProblem: boolean } {
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length
  const lines = findings.flatMap(({ state, about, says, todo }) => [
    `${WORDS[state]} ${about}: ${says}`,
    ...(todo === undefined ? [] : [`         → ${todo}`]),
  ])
  const totals = [
    `${count('ok')} ok`,
    ...(count('note') > 0 ? [counted(count('note'), 'note')] : []),
    counted(count('warning'), 'warning'),
    counted(count('problem'), 'problem'),
  ]
  return { lines: [...lines, '', totals.join(', ')], hasProblem: count('problem') > 0 }
}
