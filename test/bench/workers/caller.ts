/** An app of somebody else that asks the Worker it is bound to about a token. */
export default {
  async fetch(request, { AUTH }) {
    const token = request.headers.get('Authorization')?.slice('Bearer '.length) ?? ''
    const answer = await AUTH.verify(token)
    return Response.json(answer, { status: answer.valid ? 200 : 401 })
  },
} satisfies ExportedHandler<{ AUTH: { verify(token: string): Promise<{ valid: boolean }> } }>
