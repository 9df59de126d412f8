from vectorstore.local.store import LocalStore as LocalStore
