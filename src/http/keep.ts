import * as z from 'zod/mini'

/** What a client gets instead of tokens, where the account is being deleted: `token` brings it back. */
export const keepAnswer = ({ token, deletesAt }: { token: string; deletesAt: number }) => ({
  token,
  deletes_at: new Date(deletesAt).toISOString(),
})

export const Keep = () =>
  z.strictObject({
    token: z.string().check(z.regex(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/)),
    deletes_at: z.iso.datetime(),
  })
