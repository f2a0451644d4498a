import type * as z from 'zod/mini'

type Environment = { ENVIRONMENT: 'production' | 'development' }

/**
 * Settings that are each right and must not be together. A rule may look at the settings of its own
 * subject, and at ENVIRONMENT.
 */
export type Contradiction<Settings extends Record<string, z.ZodMiniType>> = {
  setting: keyof Settings
  rule: string
  when: (config: z.output<z.ZodMiniObject<Settings>> & Environment) => boolean
}

/** Forbids plain HTTP in production: anybody on the way could read and change what goes to that address. */
export const httpsInProduction = <Name extends string>(setting: Name) => ({
  setting,
  rule: 'https in production',
  when: ({ ENVIRONMENT, [setting]: address }: Environment & { [Each in Name]?: string | undefined }) =>
    ENVIRONMENT === 'production' && URL.parse(address ?? '')?.protocol === 'http:',
})
