import { Overview } from './Overview.js'
import { show } from './show.js'

show(<Overview />)
