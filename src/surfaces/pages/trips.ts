import * as z from 'zod/mini'
import type { AppContext } from '../../http/app-env.ts'
import { clearCookie, type CookieName, readCookie, writeCookie } from '../../http/cookies.ts'

/** A way to a provider and back: by which state, and where the visitor wanted to go. */
type Trip = { print: string; to?: string | undefined }

const Trips = z.array(z.object({ print: z.string(), to: z.optional(z.string()) }))

/** Several tabs may be on their way at once. */
const MOST = 4
/** Characters of a cookie's value. Browsers take 4096 with name and attributes (RFC 6265 §6.1). */
const LONGEST = 3_600

const COOKIES = ['provider', 'provider-post'] as const satisfies CookieName[]

function tripsIn(c: AppContext, name: (typeof COOKIES)[number]): Trip[] {
  const text = readCookie(c, name)
  if (text === undefined) return []
  try {
    return Trips.parse(JSON.parse(text))
  } catch {
    return []
  }
}

/** The ways that this browser has begun. */
export const tripsOf = (c: AppContext): Trip[] => COOKIES.flatMap((name) => tripsIn(c, name))

const lengthOf = (trips: readonly Trip[]) => encodeURIComponent(JSON.stringify(trips)).length

/**
 * The browser keeps a way that it begins. A provider that answers with a form of its own site needs a cookie that comes
 * with it.
 *
 * @param seconds as long as the state is good
 */
export function keepTrip(
  c: AppContext,
  { trip, isPosted, seconds }: { trip: Trip; isPosted: boolean; seconds: number },
): void {
  const name = isPosted ? 'provider-post' : 'provider'
  const mine = lengthOf([trip]) > LONGEST ? { print: trip.print } : trip
  const kept = [mine, ...tripsIn(c, name)].slice(0, MOST)
  while (lengthOf(kept) > LONGEST) kept.pop()
  writeCookie(c, name, JSON.stringify(kept), seconds)
}

/** Whoever is signed in has come to the end of every way. */
export function endTrips(c: AppContext): void {
  for (const name of COOKIES) if (readCookie(c, name)) clearCookie(c, name)
}
