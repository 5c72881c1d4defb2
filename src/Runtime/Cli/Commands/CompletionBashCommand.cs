namespace Domar.Runtime.Cli.Commands;

/// <summary><c>domar completion bash</c>.</summary>
internal sealed class CompletionBashCommand() : CliCommand("completion bash", "Print the completion script for bash")
{
    // The program itself knows the candidates. bash ends words at ':' and '=' too (COMP_WORDBREAKS) and replaces only what follows them:
    // that much is cut from the front of the candidates.
    private const string Script = """
        _domar() {
            local line="${COMP_LINE:0:COMP_POINT}" word prefix=""
            word="${line##*[[:space:]]}"
            case "$word" in
                *:*) [[ "$COMP_WORDBREAKS" == *:* ]] && prefix="${word%"${word##*:}"}" ;;
            esac
            local IFS=$'\n'
            local candidates=($("${COMP_WORDS[0]}" __complete "$line" 2>/dev/null))
            COMPREPLY=("${candidates[@]#"$prefix"}")
        }
        complete -o default -F _domar domar

        """;

    public override string Description => "Completes commands, options, config keys, and VMIDs, storages and tasks of the daemon.";

    public override IReadOnlyList<(string Line, string Meaning)> Examples =>
    [
        (" source <(domar completion bash)", "in this shell"),
        ("completion bash > /etc/bash_completion.d/domar", "in all shells to come"),
    ];

    public override int Run(Invocation run)
    {
        run.Context.Out.Write(Script.ReplaceLineEndings("\n"));
        return ExitCode.Ok;
    }
}
