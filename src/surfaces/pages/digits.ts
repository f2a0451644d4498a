import * as z from 'zod/mini'

/** Digits as people type them: mails and apps show them in groups. */
export const typedDigits = <Body>(schema: z.ZodMiniType<Body, string>) =>
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((text: string) => text.replaceAll(/[\s-]/g, '')),
    ),
    schema,
  )
