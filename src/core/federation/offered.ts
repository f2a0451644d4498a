import type { ReadyConfig } from '../../config/config.ts'
import { Failure } from '../failure.ts'
import type { Provider } from './provider.ts'

type Needs = Pick<ReadyConfig, 'PROVIDERS'>

/** Ids of the providers that sign people in. */
export const offeredBy = ({ PROVIDERS }: Needs): string[] => PROVIDERS.map(({ id }) => id)

/** @throws Failure not_found */
export function providerCalled({ PROVIDERS }: Needs, id: string): Provider {
  const provider = PROVIDERS.find((each) => each.id === id)
  if (!provider) throw new Failure('not_found')
  return provider
}

/** What a provider is called; its id where it is offered no more. */
export const labelOf = ({ PROVIDERS }: Needs, id: string): string =>
  PROVIDERS.find((each) => each.id === id)?.label ?? id
