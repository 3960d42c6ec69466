export {
  type PromptFile,
  type PromptOptions,
  analyzeFile,
  packed,
  readPromptFile,
} from '../prompt-file.ts'
