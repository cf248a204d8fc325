#!/bin/sh
# A model server for one connection of `nc -e`: says who it is and which model it was asked for.
name=$1
length=0
read -r request
while read -r line; do
    line=${line%"$(printf '\r')"}
    [ -n "$line" ] || break
    case $line in [Cc]ontent-[Ll]ength:*) length=${line#*: } ;; esac
done
[ "$length" = 0 ] || body=$(head -c "$length")
model=$(printf '%s' "${body:-}" | sed -n 's/.*"model": *"\([^"]*\)".*/\1/p')
answer="{\"served_by\":\"$name\",\"model\":\"$model\"}"
printf 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %s\r\nConnection: close\r\n\r\n%s' \
    "${#answer}" "$answer"
