import { expect } from 'vitest'

type Line = { event: string; outcome: string; reason?: string } & Record<string, unknown>

let lines: string[] = []
let secrets = new Set<string>()

/** What the Worker logs is kept here instead of on the screen, lines of work that outlives its test included. */
export function captureLog() {
  lines = []
  secrets = new Set()
  console.log = (line) => void lines.push(String(line))
}

/** The log as text, a line an event. */
export const logText = () => lines.join('\n')

/** The log as data. */
export const logged = (): Line[] => lines.map((line) => JSON.parse(line) as Line)

export const events = () => logged().map(({ event }) => event)

/** Something that was on the wire and may not be in the log. Short ones would be found by accident. */
export function keepOutOfLog(value: unknown) {
  if (typeof value === 'string' && value.trim().length >= 10) secrets.add(value)
}

/** Holds for every test of the suite, whatever it is about. */
export function expectNoSecretInLog() {
  const text = logText()
  expect([...secrets].filter((secret) => text.includes(JSON.stringify(secret).slice(1, -1)))).toEqual([])
}
