/**
 * The bridge where there is a shell: unixODBC's own client, asked one question at a time. It reads JSON lines and writes JSON lines, as the
 * one for Windows does. The connection's words go into a file that only this user can read and that is gone with the process, never
 * onto a command line. (`${'$'}` is how this text writes a shell's braces.) A newline inside a value cannot be told from the end of a row, so such a row is refused, not guessed at.
 */
export const POSIX_BRIDGE = String.raw`
umask 077
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
trap 'exit 0' INT TERM HUP
export ODBCINI="$dir/odbc.ini"
separator=$(printf '\037')

# The text that a name has in one line of JSON. Lines of a connection stay lines, in questions they become blanks.
field() {
  printf '%s\n' "$1" | awk -v name="$2" '{
    rest = substr($0, index($0, "\"" name "\":\"") + length(name) + 4)
    out = ""; i = 1
    while (i <= length(rest)) {
      c = substr(rest, i, 1)
      if (c == "\"") break
      if (c == "\\") { i++; c = substr(rest, i, 1); if (c == "n") c = (name == "connect" ? "\n" : " "); else if (c == "r" || c == "t") c = " " }
      out = out c; i++
    }
    print out
  }'
}

# What the client printed, as JSON: its first line names the columns.
rows() {
  awk -v id="$1" -v max="$2" '
    function quoted(text) { gsub(/\\/, "\\\\\\\\", text); gsub(/"/, "\\\"", text); gsub(/\t/, "\\t", text); gsub(/\r/, "\\r", text); gsub(/[\001-\010\013-\037]/, " ", text); return "\"" text "\"" }
    function line(kind, text,   parts, n, i, out) { n = split(text, parts, "\037"); out = ""; for (i = 1; i <= n; i++) out = out (i > 1 ? "," : "") quoted(parts[i]); printf "{\"id\":%s,\"%s\":[%s]}\n", id, kind, out; return n }
    NR == 1 { width = split($0, head, "\037"); line("columns", $0); next }
    found >= max { next }
    { n = split($0, parts, "\037"); if (n != width) { printf "{\"id\":%s,\"error\":\"A value of row %d holds the end of a line, so the row cannot be read.\"}\n", id, found + 1; failed = 1; exit } line("row", $0); found++ }
    END { if (!failed) printf "{\"id\":%s,\"end\":true}\n", id }'
}

reason() {
  cat "$dir/out" "$dir/err" | tr '\n\r\t' '   ' | sed 's/\\/\\\\/g; s/"/\\"/g; s/\[ISQL\]ERROR: [A-Za-z ]*$//'
}

ask() {
  printf '%s\n' "$2" | isql Tieout -b -c -v -d"$separator" > "$dir/out" 2> "$dir/err"
  if [ $? -ne 0 ] || grep -q 'ISQL\]ERROR' "$dir/err"; then
    printf '{"id":%s,"error":"%s"}\n' "$1" "$(reason)"
  else
    rows "$1" "$3" < "$dir/out"
  fi
}

while IFS= read -r request; do
  id=${'$'}{request#*'"id":'}
  id=${'$'}{id%%,*}
  case $request in
    *'"connect":'*)
      connect=$(field "$request" connect)
      name=$(printf '%s\n' "$connect" | sed -n 's/^[Dd][Ss][Nn]=//p')
      known=''
      [ -n "$name" ] && known=$(ODBCINI= odbcinst -q -s -n "$name" 2>/dev/null | grep -v '^\[')
      { echo '[Tieout]'; printf '%s\n' "$connect" | grep -v '^[Dd][Ss][Nn]='; printf '%s\n' "$known"; } > "$ODBCINI"
      if printf '\n' | isql Tieout -b -v > "$dir/out" 2> "$dir/err"; then printf '{"id":%s,"end":true}\n' "$id"
      else printf '{"id":%s,"error":"%s"}\n' "$id" "$(reason)"
      fi ;;
    *'"describe":'*) ask "$id" "help $(field "$request" describe)" 100000 ;;
    *) max=${'$'}{request##*'"max":'}
      ask "$id" "$(field "$request" sql)" "${'$'}{max%%\}*}" ;;
  esac
done
`;
