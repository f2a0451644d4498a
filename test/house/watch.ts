/**
 * The first module of a watched Worker. It records the functions that later modules call while workerd
 * evaluates them. At that time there is no randomness and no network, and every date is 1970. Every start
 * of the Worker repeats this work.
 */
const calls: string[] = []
Object.assign(globalThis, { calls })

const WATCHED: [name: string, owner: object, methods: string[]][] = [
  ['crypto', Crypto.prototype, ['getRandomValues', 'randomUUID']],
  ['crypto.subtle', SubtleCrypto.prototype, Object.getOwnPropertyNames(SubtleCrypto.prototype)],
  ['Math', Math, ['random']],
  ['Date', Date, ['now']],
  ['performance', Performance.prototype, ['now']],
  ['global', globalThis, ['Date', 'fetch', 'setTimeout', 'setInterval', 'queueMicrotask', 'atob']],
  ['JSON', JSON, ['parse', 'stringify']],
  ['Intl', Intl, Object.getOwnPropertyNames(Intl)],
  ['string', String.prototype, ['split', 'match', 'matchAll', 'replace', 'replaceAll', 'normalize']],
  ['array', Array.prototype, ['sort', 'toSorted']],
]

for (const [name, owner, methods] of WATCHED)
  for (const method of methods.filter((method) => method !== 'constructor')) {
    const real: unknown = Reflect.get(owner, method)
    if (typeof real !== 'function') continue
    const note = () => calls.push(`${name}.${method}`)
    const noting = new Proxy(real, {
      apply(target, self, args: unknown[]) {
        note()
        return Reflect.apply(target, self, args) as unknown
      },
      construct(target, args, made) {
        note()
        return Reflect.construct(target, args, made) as object
      },
    })
    Object.defineProperty(owner, method, { value: noting })
  }
