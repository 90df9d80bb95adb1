object Boom extends App { sys.error("boom") }
