import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Whether what costs long is done too: each page in both schemes of colours, flows that other tests hold without a browser. */
export const EVERY_CASE = Boolean(process.env['EVERY_CASE'])

/** The violations that axe-core finds, one line a rule; not those inside what a selector excludes. */
export async function violationsOf(page: Page, exclude: string): Promise<string[]> {
  if (await page.evaluate("typeof axe === 'undefined'")) await page.evaluate(AXE)
  const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    `axe.run(${exclude ? JSON.stringify({ exclude: [[exclude]] }) : ''})`,
  )
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}
