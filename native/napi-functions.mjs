// Writes the list of all functions of Node-API 8, for src/platform/windows_napi.cc:
// node napi-functions.mjs <folder>   makes <folder>/napi_functions.h
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const { symbols } = createRequire(import.meta.url)('node-api-headers')
const { js_native_api_symbols, node_api_symbols } = symbols.v8
const functions = [...new Set([...js_native_api_symbols, ...node_api_symbols])].sort()

const folder = process.argv[2]
if (folder === undefined) throw new Error('Usage: node napi-functions.mjs <folder>')
mkdirSync(folder, { recursive: true })
writeFileSync(
  join(folder, 'napi_functions.h'),
  `// Made by napi-functions.mjs.\n#define NAPI_FUNCTIONS(each) \\\n${functions.map(name => `  each(${name})`).join(' \\\n')}\n`,
)
