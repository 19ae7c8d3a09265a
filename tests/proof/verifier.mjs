// A second checker of proofs, written from docs/reference/proof.md and from nothing else.
//
//     node verifier.mjs bundle.json [checkpoint key [origin]] [--rotation bundle.json]...
//
// A document of several entries (an answer, a certificate of erasure) is checked as the bundles that it is made of.
//
// Exit: 0 proved, 1 not proved, 2 usage.

import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'

class NotProved extends Error {}

function must (holds, reason) {
  if (!holds) throw new NotProved(reason)
}

const sha256 = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest()

function utf8 (bytes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new NotProved('not UTF-8')
  }
}

function base64 (text, length) {
  must(typeof text === 'string', 'base64 is text')
  const bytes = Buffer.from(text, 'base64')
  must(bytes.toString('base64') === text, 'base64 that no encoder writes')
  must(length === undefined || bytes.length === length, `not ${length} bytes`)
  return bytes
}

// JSON.parse takes the last of two equal keys and rounds large numbers, so this page's JSON is read by hand.
function parse (text) {
  let at = 0
  const blank = () => { while (' \t\n\r'.includes(text[at]) && at < text.length) at++ }
  const eat = (one) => { must(text.startsWith(one, at), `${one} is wanted at ${at}`); at += one.length }

  function string () {
    const found = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
    found.lastIndex = at
    const match = found.exec(text)
    must(match, `text is wanted at ${at}`)
    at += match[0].length
    return JSON.parse(match[0])
  }

  function value (depth) {
    must(depth < 10, 'too deep')
    blank()
    if (text[at] === '"') return string()
    if (text[at] === '{') {
      const members = new Map()
      eat('{'); blank()
      while (text[at] !== '}') {
        if (members.size) { eat(','); blank() }
        const key = string()
        must(!members.has(key), 'a key twice')
        blank(); eat(':')
        members.set(key, value(depth + 1))
        blank()
      }
      eat('}')
      return members
    }
    if (text[at] === '[') {
      const list = []
      eat('['); blank()
      while (text[at] !== ']') {
        if (list.length) eat(',')
        list.push(value(depth + 1))
        blank()
      }
      eat(']')
      return list
    }
    if (text.startsWith('null', at)) { at += 4; return null }
    const number = /-?(?:0|[1-9][0-9]*)(?![0-9.eE])/y
    number.lastIndex = at
    const match = number.exec(text)
    must(match && match[0] !== '-0' && match[0].length <= 20, `nothing that a bundle holds at ${at}`)
    at += match[0].length
    return BigInt(match[0])
  }

  const found = value(0)
  blank()
  must(at === text.length, 'more after the end')
  return found
}

function members (value, ...keys) {
  must(value instanceof Map && value.size === keys.length && keys.every(key => value.has(key)), `not the members ${keys}`)
  return keys.map(key => value.get(key))
}

function whole (value, least, most) {
  must(typeof value === 'bigint' && value >= least && value <= most, 'a number out of range')
  return value
}

function readBundle (bytes) {
  const [format, entry, tree, inclusion] = members(parse(utf8(bytes)), 'format', 'entry', 'tree', 'inclusion')
  must(format === 'eventlog-proof/1', 'another format')
  return readOne(entry, tree, inclusion)
}

function readOne (entry, tree, inclusion) {
  const [position, recorded, kind, body, salt, commit] =
    members(entry, 'position', 'recorded', 'kind', 'body', 'salt', 'commit')
  const [size, root] = members(tree, 'size', 'root')
  must(typeof kind === 'string' && kind !== '' && kind.isWellFormed(), 'kind is not text')
  must((body === null) === (salt === null), 'body and salt go together')
  must(Array.isArray(inclusion), 'inclusion is no list')
  return {
    size: whole(size, 1n, 2n ** 64n - 1n),
    position: whole(position, 1n, size),
    recorded: whole(recorded, -(2n ** 63n), 2n ** 63n - 1n),
    kind,
    body: body === null ? null : base64(body),
    salt: salt === null ? null : base64(salt, 32),
    commit: base64(commit, 32),
    root: base64(root, 32),
    inclusion: inclusion.map(one => base64(one, 32))
  }
}

// The one layout that Python's json.dumps(document, indent=1) gives, for maps, lists, text, whole numbers and null.
function laidOut (value, depth = 1) {
  const gap = '\n' + ' '.repeat(depth)
  const close = '\n' + ' '.repeat(depth - 1)
  if (value instanceof Map) {
    if (!value.size) return '{}'
    return '{' + [...value].map(([key, one]) => `${gap}${text(key)}: ${laidOut(one, depth + 1)}`).join(',') + close + '}'
  }
  if (Array.isArray(value)) {
    if (!value.length) return '[]'
    return '[' + value.map(one => gap + laidOut(one, depth + 1)).join(',') + close + ']'
  }
  return typeof value === 'string' ? text(value) : value === null ? 'null' : value.toString()
}

function text (value) {
  const escape = (one) => '\\u' + one.charCodeAt(0).toString(16).padStart(4, '0')
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escape)
}

function lines (...lists) {
  const wellFormed = (one) => typeof one === 'string' && one.isWellFormed()
  must(lists.every(list => Array.isArray(list) && list.every(wellFormed)), 'lists of text')
}

// The bundles of an answer or of a certificate, under one root.
function readSeveral (bytes, format) {
  const document = parse(utf8(bytes))
  const erased = format === 'eventlog-erasure/1'
  const [, said, tree, entries] = members(document, 'format', erased ? 'erasure' : 'answer', 'tree', 'entries')
  must(laidOut(document) + '\n' === utf8(bytes), 'not laid out as it was written')
  must(Array.isArray(entries), 'entries is no list')
  const bundles = entries.map(one => {
    must(one instanceof Map, 'an entry that is none')
    const inclusion = one.get('inclusion')
    const entry = new Map([...one].filter(([key]) => key !== 'inclusion'))
    must(one.size === entry.size + 1, 'an entry without its path')
    return readOne(entry, tree, inclusion)
  })
  const positions = bundles.map(one => one.position)
  must(positions.every((at, index) => index === 0 || positions[index - 1] < at), 'not in order')
  const same = (list, wanted) => Array.isArray(list) && list.length === wanted.length && list.every((at, n) => at === wanted[n])
  if (!erased) {
    const [question, zone, basis, words, restsOn] = members(said, 'question', 'zone', 'basis', 'words', 'rests_on')
    lines([question, zone, basis], words)
    must(same(restsOn, positions), 'not the entries that it rests on')
    return bundles
  }
  const [redaction, named, reason, by, searched, holds, notSearched] =
    members(said, 'redaction', 'positions', 'reason', 'by', 'searched', 'holds', 'not_searched')
  lines([reason, by], searched, holds, notSearched)
  const last = bundles.at(-1)
  must(last && last.kind === 'redacted/1' && last.body !== null && last.position === redaction, 'the redaction is not the last')
  must(positions.length > 1 && same(named, positions.slice(0, -1)), 'not the entries that were erased')
  must(bundles.slice(0, -1).every(one => one.body === null), 'words of what was erased')
  const told = parse(utf8(last.body))
  must(told instanceof Map && told.get('reason') === reason && told.get('by') === by, 'not what the redaction says')
  const list = told.get('positions')
  must(Array.isArray(list) && same([...list].sort((a, b) => a < b ? -1 : 1), named), 'not what the redaction names')
  return bundles
}

function readFile (bytes) {
  for (const format of ['eventlog-answer/1', 'eventlog-erasure/1']) {
    if (bytes.subarray(0, 200).includes(format)) {
      must(parse(utf8(bytes)).get?.('format') === format, 'another format')
      return readSeveral(bytes, format)
    }
  }
  return [readBundle(bytes)]
}

function checkBundle (bundle) {
  const { position, recorded, kind, body, salt, commit, size, root, inclusion } = bundle
  if (body !== null) {
    must(sha256(Buffer.from('eventlog/body/v1\n'), salt, body).equals(commit), 'the body is another one')
  }
  const numbers = Buffer.alloc(16)
  numbers.writeBigUInt64BE(position, 0)
  numbers.writeBigInt64BE(recorded, 8)
  let above = sha256(Buffer.from([0]), Buffer.from('eventlog/entry/v1\n'), numbers, commit, Buffer.from(kind))
  let number = position - 1n
  let last = size - 1n
  for (const beside of inclusion) {
    must(last !== 0n, 'the path is too long')
    if (number % 2n === 1n || number === last) {
      above = sha256(Buffer.from([1]), beside, above)
      while (number % 2n === 0n && number !== 0n) { number /= 2n; last /= 2n }
    } else {
      above = sha256(Buffer.from([1]), above, beside)
    }
    number /= 2n
    last /= 2n
  }
  must(last === 0n, 'the path is too short')
  must(above.equals(root), 'the path leads to another root')
}

function readKey (text) {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+(.*)$/s.exec(text)
  must(parts, 'not a verifier key')
  const [, name, id, encoded] = parts
  const bytes = base64(encoded, 33)
  must(bytes[0] === 1, 'not a key of Ed25519')
  must(sha256(Buffer.from(`${name}\n`), bytes).subarray(0, 4).toString('hex') === id, 'the id does not fit')
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), bytes.subarray(1)])
  return { name, id, text, key: createPublicKey({ key: der, format: 'der', type: 'spki' }) }
}

// The text of a note, its lines, and those of the keys (as text) that signed it.
function readNote (bytes, keys) {
  must(bytes.length <= 100000, 'too long')
  const note = utf8(bytes)
  // eslint-disable-next-line no-control-regex
  must(!/[\u0000-\u0009\u000b-\u001f]/.test(note) && note.endsWith('\n'), 'not as it was written')
  const gap = note.lastIndexOf('\n\n')
  must(gap >= 0, 'no empty line')
  const text = note.slice(0, gap + 1)
  const signatures = note.slice(gap + 2).split('\n').slice(0, -1)
  must(signatures.length >= 1 && signatures.length <= 16, 'not 1 to 16 signatures')
  const lines = text.split('\n').slice(0, -1)
  const known = keys(lines).map(readKey)
  const signed = []
  for (const line of signatures) {
    const parts = /^\u2014 ([^\s+]+) (\S+)$/u.exec(line)
    must(parts, 'a line that is no signature')
    const kept = base64(parts[2])
    must(kept.length >= 5, 'a signature that is too short')
    const id = kept.subarray(0, 4).toString('hex')
    const key = known.find(one => one.name === parts[1] && one.id === id)
    if (key === undefined) continue
    must(!signed.includes(key.text), 'signed twice by one key')
    must(kept.length === 68 && verify(null, Buffer.from(text), key.key, kept.subarray(4)), 'a signature that does not hold')
    signed.push(key.text)
  }
  return { lines, signed }
}

function readCheckpoint (bytes, keys, origin, chain) {
  const { lines, signed } = readNote(bytes, () => keys)
  must(signed.length > 0, 'not signed by a key that is trusted')
  must(lines.length >= 3 && lines.every(line => line !== ''), 'not three lines')
  const names = signed.map(one => one.slice(0, one.indexOf('+')))
  must(origin === undefined ? names.includes(lines[0]) : lines[0] === origin, 'of another log')
  must(/^(?:0|[1-9][0-9]{0,19})$/.test(lines[1]) && BigInt(lines[1]) < 2n ** 64n, 'not a size')
  const size = BigInt(lines[1])
  const root = base64(lines[2], 32)
  must(lines[1] !== '0' || root.equals(sha256()), 'an empty log with the root of another')
  if (chain.length) {
    must(chain.every(one => one.origin === lines[0]), 'a rotation of another log')
    const past = chain.filter(one => one.position <= size)
    const signs = past.length ? past.at(-1).next : chain[0].old
    const named = chain.flatMap(one => [one.old, one.next])
    must(signed.includes(signs) || signed.some(one => !named.includes(one)), 'signed by keys that do not sign there')
  }
  return { size, root }
}

// What an entry says that changes the key of its log.
function readRotation (bundle) {
  must(bundle.kind === 'key-rotated/1' && bundle.body !== null, 'no change of a key')
  const said = parse(utf8(bundle.body))
  const note = said instanceof Map ? said.get('note') : undefined
  must(typeof note === 'string' && note.isWellFormed(), 'no note')
  const keysIn = (lines) => {
    must(lines.length === 4 && lines.every(line => line !== ''), 'not four lines')
    const [word, ...keys] = lines[3].split(' ')
    must(word === 'eventlog/key-rotation/v1' && keys.length === 2, 'not two keys')
    return keys
  }
  const { lines, signed } = readNote(Buffer.from(note), keysIn)
  must(signed.length === 2, 'not signed by both keys')
  must(lines[1] === (bundle.position - 1n).toString(), 'signed for another place')
  must(lines[2] === rootBefore(bundle).toString('base64'), 'signed over other entries')
  const [old, next] = keysIn(lines)
  return { position: bundle.position, origin: lines[0], old, next }
}

// Of the hashes in a path those that are put on the left are the subtrees of the entries before.
function rootBefore ({ position, size, inclusion }) {
  let number = position - 1n
  let last = size - 1n
  let root = null
  for (const beside of inclusion) {
    if (number % 2n === 1n || number === last) {
      root = root === null ? beside : sha256(Buffer.from([1]), beside, root)
      while (number % 2n === 0n && number !== 0n) { number /= 2n; last /= 2n }
    }
    number /= 2n
    last /= 2n
  }
  return root ?? sha256()
}

// A key, and those that rotations lead to from it.
function successors (key, chain) {
  const found = [key]
  for (const { old, next } of chain) {
    must(found.includes(old) && !found.includes(next), 'a key that is not trusted, or was retired')
    must(chain.filter(one => one.old === old).length === 1, 'a key that is changed twice')
    found.push(next)
  }
  return found
}

const given = process.argv.slice(2)
const turnFiles = []
for (let at; (at = given.indexOf('--rotation')) >= 0;) turnFiles.push(given.splice(at, 2)[1])
const [bundleFile, noteFile, keyText, origin] = given
const lacks = (noteFile === undefined) !== (keyText === undefined) || (turnFiles.length && keyText === undefined)
if (bundleFile === undefined || lacks || turnFiles.includes(undefined)) {
  console.error('usage: node verifier.mjs bundle.json [checkpoint key [origin]] [--rotation bundle.json]...')
  process.exit(2)
}
try {
  const bundles = readFile(readFileSync(bundleFile))
  bundles.forEach(checkBundle)
  if (bundles.length === 1 && bundles[0].kind === 'key-rotated/1' && bundles[0].body !== null) readRotation(bundles[0])
  if (noteFile !== undefined) {
    const turns = turnFiles.map(file => readBundle(readFileSync(file)))
    turns.forEach(checkBundle)
    const chain = turns.map(readRotation).sort((a, b) => a.position < b.position ? -1 : a.position > b.position ? 1 : 0)
    const { size, root } = readCheckpoint(readFileSync(noteFile), successors(keyText, chain), origin, chain)
    const fits = (one) => size === one.size && root.equals(one.root)
    must([...bundles, ...turns].every(fits), 'a bundle does not fit the checkpoint')
  }
  const which = bundles.map(one => one.position).join(', ')
  console.log(`proved: entry ${which}` + (noteFile ? ', attested' : ', attested by nobody'))
} catch (error) {
  if (!(error instanceof NotProved)) throw error
  console.log(`not proved: ${error.message}`)
  process.exit(1)
}
