import type { Client } from './deps.ts'

/** `Firefox, Windows`; null when nothing is known. */
export const deviceName = ({ browser, system }: Client['device']): string | null =>
  [browser, system].filter((name) => name !== undefined).join(', ') || null
