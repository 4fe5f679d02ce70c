// Messages of retext-equality over articles: `node care_peers.mjs ARTICLES.jsonl…`, one JSON object a line on stdout.
// Run in a folder where `npm install unified retext-english retext-equality retext-stringify vfile` has been run.
import fs from 'node:fs'
import {createRequire} from 'node:module'
import {pathToFileURL} from 'node:url'

const load = async (name) => import(pathToFileURL(createRequire(process.cwd() + '/').resolve(name)))
const {unified} = await load('unified')
const english = (await load('retext-english')).default
const equality = (await load('retext-equality')).default
const stringify = (await load('retext-stringify')).default
const {VFile} = await load('vfile')
const processor = unified().use(english).use(equality).use(stringify)
for (const path of process.argv.slice(2)) {
  for (const line of fs.readFileSync(path, 'utf8').split('\n').filter(Boolean)) {
    const {id, text} = JSON.parse(line)
    const file = new VFile(text)
    await processor.process(file)
    for (const m of file.messages) {
      // Offsets of unified count UTF-16 units; ours count code points
      const at = (offset) => Array.from(text.slice(0, offset)).length
      const span = [at(m.place.start.offset), at(m.place.end.offset)]
      console.log(JSON.stringify({id, span, rule: m.ruleId, message: m.reason}))
    }
  }
}
