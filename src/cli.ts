console.log('prompt-cache')
