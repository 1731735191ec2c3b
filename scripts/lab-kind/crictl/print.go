package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"text/tabwriter"
)

// A table prints its rows in columns, or only their IDs.
type table struct {
	quiet  bool
	header []string
	ids    []string
	rows   [][]string
}

func newTable(quiet bool, header ...string) *table {
	return &table{quiet: quiet, header: header}
}

func (t *table) add(id string, cells ...string) {
	t.ids = append(t.ids, id)
	t.rows = append(t.rows, cells)
}

func (t *table) print() error {
	if t.quiet {
		for _, id := range t.ids {
			fmt.Println(id)
		}
		return nil
	}
	writer := tabwriter.NewWriter(os.Stdout, 0, 4, 2, ' ', 0)
	for _, row := range append([][]string{t.header}, t.rows...) {
		fmt.Fprintln(writer, strings.Join(row, "\t"))
	}
	return writer.Flush()
}

// printJSON prints a message of the runtime as protobuf's JSON has it, which is what the real crictl prints: names in camel case,
// 64-bit numbers as text, enumerations by name, and nothing left out.
func printJSON(message interface{}) error {
	return printIndented(plain(reflect.ValueOf(message)))
}

func printIndented(value interface{}) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err == nil {
		fmt.Println(string(text))
	}
	return err
}

// A status prints as {"status": …, "info": …}: the runtime's further information is JSON already.
func printStatus(status interface{}, information map[string]string) error {
	whole := map[string]interface{}{"status": plain(reflect.ValueOf(status))}
	for key, text := range information {
		if json.Valid([]byte(text)) {
			whole[key] = json.RawMessage(text)
		} else {
			whole[key] = text
		}
	}
	return printIndented(whole)
}

func plain(value reflect.Value) interface{} {
	switch value.Kind() {
	case reflect.Ptr, reflect.Interface:
		if value.IsNil() {
			return nil
		}
		return plain(value.Elem())
	case reflect.Struct:
		return plainMessage(value)
	case reflect.Slice:
		if value.Type().Elem().Kind() == reflect.Uint8 {
			return value.Bytes()
		}
		list := make([]interface{}, value.Len())
		for i := range list {
			list[i] = plain(value.Index(i))
		}
		return list
	case reflect.Map:
		object := map[string]interface{}{}
		for _, key := range value.MapKeys() {
			object[fmt.Sprint(key.Interface())] = plain(value.MapIndex(key))
		}
		return object
	case reflect.Int64, reflect.Uint64:
		return fmt.Sprint(value.Interface())
	}
	if name, isEnumeration := value.Interface().(fmt.Stringer); isEnumeration {
		return name.String()
	}
	return value.Interface()
}

// A field's JSON name stands in its protobuf tag, where it differs from its name. Fields without a tag are the library's own.
func plainMessage(message reflect.Value) object {
	var fields object
	for i := 0; i < message.NumField(); i++ {
		tag := message.Type().Field(i).Tag.Get("protobuf")
		name := ""
		for _, part := range strings.Split(tag, ",") {
			if strings.HasPrefix(part, "json=") {
				name = strings.TrimPrefix(part, "json=")
			} else if strings.HasPrefix(part, "name=") && name == "" {
				name = strings.TrimPrefix(part, "name=")
			}
		}
		if name != "" {
			fields = append(fields, field{name, plain(message.Field(i))})
		}
	}
	return fields
}

// An object keeps its fields in the order of the message.
type object []field

type field struct {
	name  string
	value interface{}
}

func (o object) MarshalJSON() ([]byte, error) {
	var text bytes.Buffer
	text.WriteByte('{')
	for i, f := range o {
		if i > 0 {
			text.WriteByte(',')
		}
		name, err := json.Marshal(f.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(f.value)
		if err != nil {
			return nil, err
		}
		text.Write(name)
		text.WriteByte(':')
		text.Write(value)
	}
	text.WriteByte('}')
	return text.Bytes(), nil
}
