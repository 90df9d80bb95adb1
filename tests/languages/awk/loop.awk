BEGIN { for (;;) i++ }
