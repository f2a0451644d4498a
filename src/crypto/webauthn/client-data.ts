import type { Bytes } from '../bytes.ts'

/** What the browser says of a ceremony (WebAuthn L3 §5.8.1). */
export type ClientData = {
  type: string
  challenge: string
  origin: string
  /** Whether it took place in a frame of another origin. */
  crossOrigin: boolean
  /** Whether the browser names the page around that frame, by whatever value. */
  hasTopOrigin: boolean
}

/** Undefined unless it is an object of JSON in UTF-8 whose members have their types. Other members are ignored. */
export function readClientData(bytes: Bytes): ClientData | undefined {
  const value = parse(bytes)
  if (typeof value !== 'object' || value === null) return undefined
  const { type, challenge, origin, crossOrigin = false, topOrigin } = value as Record<string, unknown>
  if (typeof type !== 'string' || typeof challenge !== 'string' || typeof origin !== 'string')
    return undefined
  if (typeof crossOrigin !== 'boolean') return undefined
  return { type, challenge, origin, crossOrigin, hasTopOrigin: topOrigin !== undefined }
}

function parse(bytes: Bytes): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes))
  } catch {
    return undefined
  }
}
