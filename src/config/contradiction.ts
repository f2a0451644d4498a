import type * as z from 'zod/mini'

/**
 * Settings that are each right and must not be together. A rule may look at the settings of its own
 * subject, and at ENVIRONMENT.
 */
export type Contradiction<Settings extends Record<string, z.ZodMiniType>> = {
  setting: keyof Settings
  rule: string
  when: (
    config: z.output<z.ZodMiniObject<Settings>> & { ENVIRONMENT: 'production' | 'development' },
  ) => boolean
}
