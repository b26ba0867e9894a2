import { List } from './List.js'
import { show } from './show.js'

show(<List />)
