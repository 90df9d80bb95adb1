def reader = new BufferedReader(new InputStreamReader(System.in))
int n = reader.readLine() as int
def text = new StringBuilder()
n.times {
    def parts = reader.readLine().split(' ')
    text.append(Long.parseLong(parts[0]) + Long.parseLong(parts[1])).append('\n')
}
print text
