/** Another app. It asks the service that it is bound to whether a token is valid. */
export default {
  async fetch(request, { AUTH }) {
    const token = request.headers.get('Authorization')?.slice('Bearer '.length) ?? ''
    const answer = await AUTH.verify(token)
    return Response.json(answer, { status: answer.valid ? 200 : 401 })
  },
} satisfies ExportedHandler<{ AUTH: { verify(token: string): Promise<{ valid: boolean }> } }>
