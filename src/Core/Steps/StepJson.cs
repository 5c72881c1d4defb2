using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Domar.Core.Steps;

/// <summary>A plan for programs: every step with all that it does and what would take it back. Secret contents are not in it.</summary>
public static class StepJson
{
    // The text goes to a terminal, a file or a pipe, never into HTML.
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The plan as one indented object.</summary>
    public static string Format(StepPlan plan)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            Write(json, plan);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Writes the plan as one object: <c>groups</c> with <c>title</c>, <c>beside</c>, <c>waitsForOthers</c> and <c>steps</c>, and the <c>bytes</c> to write.</summary>
    public static void Write(Utf8JsonWriter json, StepPlan plan)
    {
        json.WriteStartObject();
        json.WriteStartArray("groups");
        foreach (var group in plan.Groups)
        {
            json.WriteStartObject();
            json.WriteString("title", group.Title);
            json.WriteBoolean("beside", group.IsBeside);
            json.WriteBoolean("waitsForOthers", group.WaitsForOthers);
            WriteSteps(json, "steps", group.Steps);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("bytes", plan.WorkBytes);
        json.WriteEndObject();
    }

    private static void WriteSteps(Utf8JsonWriter json, string name, IEnumerable<Step> steps)
    {
        json.WriteStartArray(name);
        foreach (var step in steps)
        {
            json.WriteStartObject();
            WriteStep(json, step);
            json.WriteBoolean("mayFail", step.MayFail);
            WriteSteps(json, "undo", step.Undo);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStep(Utf8JsonWriter json, Step step)
    {
        switch (step)
        {
            case RunCommand run:
                Begin(json, "run", step);
                json.WriteString("program", run.Program);
                json.WriteStartArray("arguments");
                foreach (var argument in run.Arguments)
                {
                    json.WriteStringValue(argument);
                }

                json.WriteEndArray();
                json.WriteString("input", run.Input);
                json.WriteNumber("timeoutSeconds", run.Timeout.TotalSeconds);
                break;
            case WriteFile write:
                Begin(json, "write", step);
                json.WriteString("path", write.Path);
                json.WriteString("mode", StepText.Mode(write.Mode));
                json.WriteString("content", write.IsSecret ? StepText.Secret : write.Content);
                json.WriteBoolean("secret", write.IsSecret);
                break;
            case CopyFile copy:
                Begin(json, "copy", step);
                json.WriteString("source", copy.Source);
                json.WriteString("target", copy.Target);
                json.WriteNumber("bytes", copy.SizeBytes);
                json.WriteString("hash", copy.Hash);
                break;
            case CopyBytes copy:
                Begin(json, "copyBytes", step);
                json.WriteString("source", copy.Source);
                json.WriteNumber("sourceOffset", copy.SourceOffsetBytes);
                json.WriteNumber("length", copy.LengthBytes);
                json.WriteStartArray("targets");
                foreach (var target in copy.Targets)
                {
                    json.WriteStartObject();
                    json.WriteString("path", target.Path);
                    json.WriteNumber("offset", target.OffsetBytes);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteBoolean("verify", copy.Verify);
                break;
            case MakeFolder folder:
                Begin(json, "folder", step);
                json.WriteString("path", folder.Path);
                json.WriteString("mode", StepText.Mode(folder.Mode));
                break;
            case Mount mount:
                Begin(json, "mount", step);
                json.WriteString("source", mount.Source);
                json.WriteString("target", mount.Target);
                json.WriteString("type", mount.Type);
                json.WriteString("options", mount.Options);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static void Begin(Utf8JsonWriter json, string kind, Step step)
    {
        json.WriteString("kind", kind);
        json.WriteString("text", step.Text);
    }
}
