import { Secret, TOTP } from 'otpauth'

/** What the app shows, so many steps of half a minute from now: each code is good once. */
export const appWith = (secret: string) => {
  const totp = new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) })
  return (steps: number) => totp.generate({ timestamp: Date.now() + steps * 30_000 })
}
