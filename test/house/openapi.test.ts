import { describe, expect, it } from 'vitest'
import { apiDocument } from '../../src/openapi/document.ts'
import { TASKS } from '../../src/openapi/tasks.ts'

describe('the API document', () => {
  it('is what the app says now; if not: npm run openapi', async () => {
    await expect(`${JSON.stringify(await apiDocument(), null, 1)}\n`).toMatchFileSnapshot(
      '../../src/surfaces/platform/openapi.json',
    )
  })

  it('has each operation in exactly one task, and no other in a task', async () => {
    const { paths } = (await apiDocument()) as { paths: Record<string, Record<string, { tags: string[] }>> }
    const tagged = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { tags }]) =>
        tags.map((tag) => `${tag}: ${method.toUpperCase()} ${path}`),
      ),
    )
    const listed = TASKS.flatMap(({ name, operations }) =>
      operations.map((operation) => `${name}: ${operation}`),
    )
    expect(tagged.toSorted()).toEqual(listed.toSorted())
  })

  it('has no shape that common generators and mocks do not take', async () => {
    const text = JSON.stringify(await apiDocument())
    // test/generators/README.md says which have been tried.
    for (const word of ['prefixItems', 'patternProperties', 'unevaluatedProperties', '$dynamicRef'])
      expect(text).not.toContain(`"${word}"`)
    expect(text).not.toContain('"items":false')
    for (const [, header = ''] of text.matchAll(/"Set-Cookie":\{.*?"schema":(\{.*?\})/g))
      expect(header).toBe('{"type":"string"}')
  })
})
