/** An app of somebody else that asks the Worker it is bound to about a token. */
export default {
  async fetch(request, { AUTH }) {
    const token = request.headers.get('Authorization')?.slice('Bearer '.length) ?? ''
    return Response.json(await AUTH.verify(token))
  },
} satisfies ExportedHandler<{ AUTH: { verify(token: string): Promise<{ valid: boolean }> } }>
