import { createHash } from 'node:crypto'
import { type Bytes, concat, utf8 } from '../bytes.ts'
import { type ImportedHash, PHPASS_ALPHABET } from './form.ts'

type Phpass = Extract<ImportedHash, { scheme: 'phpass' }>

/** The portable hash of phpass, which WordPress made before 6.8: MD5 of the salt, 2^rounds times with the password. */
export function phpass(password: string, { salt, rounds }: Phpass): Bytes {
  const bytes = utf8(password)
  let hash = md5(concat(utf8(salt), bytes))
  for (let round = 0; round < 2 ** rounds; round += 1) hash = md5(concat(hash, bytes))
  return hash
}

const md5 = (bytes: Bytes): Bytes => new Uint8Array(createHash('md5').update(bytes).digest())

/** Its own base64: three bytes make four characters, the lowest six bits first. */
export function decodePhpass(text: string): Bytes {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at += 4) {
    const characters = text.slice(at, at + 4).split('')
    const bits = characters.reduce(
      (sum, character, place) => sum + PHPASS_ALPHABET.indexOf(character) * 64 ** place,
      0,
    )
    for (let place = 0; place < characters.length - 1; place += 1) bytes.push((bits >> (8 * place)) & 0xff)
  }
  return new Uint8Array(bytes)
}
