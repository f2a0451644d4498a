import * as z from 'zod/mini'
import { EXAMPLES } from './examples.ts'

export type Json = Record<string, unknown>

const HOME = '#/components/schemas/'

/** JSON Schemas of one document. Those that have an id are kept once, in `named`. */
export function openSchemas() {
  const named: Json = {}

  /** @param io `input` describes a body as it is sent, `output` an answer as it is received */
  function schemaOf(schema: z.ZodMiniType, io: 'input' | 'output'): Json {
    // Wrapped, so that a schema that has an id is among the definitions even if it is the whole answer.
    const wrapped = z.toJSONSchema(z.object({ it: schema }), {
      io,
      unrepresentable: 'any',
      override: ({ jsonSchema }) => {
        // A format says it in a word; the pattern is zod's own way of checking it.
        if (jsonSchema.format !== undefined) delete jsonSchema.pattern
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
        if (jsonSchema.prefixItems) Object.assign(jsonSchema, listOf(jsonSchema.prefixItems))
        delete jsonSchema.prefixItems
        delete jsonSchema.id
        delete jsonSchema.propertyNames
      },
    })
    const { properties, $defs = {} } = pointingHome(wrapped) as { properties: { it: Json }; $defs?: Json }
    Object.assign(named, $defs)
    return properties.it
  }

  return { named, schemaOf, exampleOf: (schema: Json) => exampleOf(schema, { named, member: '' }) }
}

/**
 * A tuple as an array of so many items, each of one of the kinds: generators and mocks do not know
 * `prefixItems`. The order is not said any more.
 */
function listOf(kinds: readonly unknown[]): Json {
  const different = [...new Map(kinds.map((kind) => [JSON.stringify(kind), kind])).values()]
  const items = different.length === 1 ? different[0] : { anyOf: different }
  return { items, minItems: kinds.length, maxItems: kinds.length }
}

const pointingHome = (schema: object) =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', `"${HOME}`)) as Json

type Within = { named: Json; member: string; parent?: string | undefined }

const mayBeNull = ({ type, anyOf = [] }: { type?: unknown; anyOf?: Json[] }): boolean =>
  [type].flat().includes('null') || anyOf.some(mayBeNull)

/** A name can mean a text in one answer and a list or a yes or no in another, and an id need not be a UUID. */
const fits = (example: unknown, { type, format }: { type?: unknown; format?: unknown }) =>
  (typeof type !== 'string' || (type === 'integer' ? 'number' : type) === typeof example) &&
  (format !== 'uuid' || /^[\da-f-]{36}$/.test(String(example)))

/** A value that fits the schema, made of examples.ts. */
function exampleOf(schema: Json, { named, member, parent }: Within): unknown {
  const within = (inner: unknown, to: Omit<Within, 'named'> = { member, parent }) =>
    exampleOf(inner as Json, { named, ...to })
  const { $ref, anyOf, items, minItems, maxItems, properties } = schema as {
    $ref?: string
    anyOf?: Json[]
    items?: Json & { anyOf?: Json[] }
    minItems?: number
    maxItems?: number
    properties?: Record<string, Json>
  }
  if ($ref !== undefined) {
    const name = $ref.slice(HOME.length)
    return within(named[name], { member: member || name, parent })
  }
  if ('const' in schema) return schema['const']
  if (Array.isArray(schema['enum'])) return schema['enum'][0] as unknown
  if (mayBeNull(schema) && !Object.hasOwn(EXAMPLES, member)) return null
  if (anyOf) return within(anyOf[0])
  if (maxItems === 0) return []
  if (items?.anyOf && items.anyOf.length === minItems) return items.anyOf.map((item) => within(item))
  if (items) return [within(items)]
  const example = [`${parent}.${member}`, member].find(
    (name) => Object.hasOwn(EXAMPLES, name) && fits(EXAMPLES[name], schema),
  )
  if (example !== undefined) return EXAMPLES[example]
  if (schema['type'] === 'boolean') return true
  if (properties) {
    const members = Object.entries(properties).filter(([, inner]) => Object.keys(inner).length > 0)
    return Object.fromEntries(
      members.map(([name, inner]) => [name, within(inner, { member: name, parent: member })]),
    )
  }
  if (schema['type'] === 'null') return null
  throw new Error(`src/openapi/examples.ts has nothing for the member "${member}"`)
}
