using LocalHost.Hosting;

namespace LocalHost.Tests.Hosting;

public sealed class LocalArgumentsTests
{
    [Fact]
    public void A_command_line_is_read()
    {
        var arguments = LocalArguments.Read(["demo", "--exit", "--port", "0", "--LocalFunctionKey=k"]);
        Assert.Empty(arguments.Problems);
        Assert.Equal("demo", arguments.Word);
        Assert.Equal(["--LocalFunctionKey=k"], arguments.Overrides);
        Assert.Equal(0, arguments.Port);
        Assert.True(arguments.Exit);
        Assert.False(arguments.Help);
    }

    [Theory]
    [InlineData("--port")]
    [InlineData("--port=65536")]
    [InlineData("--port=-1")]
    [InlineData("--port=http")]
    [InlineData("--prot")]
    [InlineData("--published=/no/such/folder")]
    [InlineData("--published")]
    public void What_is_wrong_is_reported(string argument) => Assert.Single(LocalArguments.Read([argument]).Problems);

    [Fact]
    public void What_is_not_known_is_reported_beside_a_command_too() =>
        Assert.Equal("'--exti' is not known.", Assert.Single(LocalArguments.Read(["demo", "--exti"]).Problems).What);

    [Fact]
    public void A_word_that_no_command_has_is_reported_with_the_known_ones()
    {
        var commands = new LocalCommands(new Dictionary<string, ILocalCommand> { ["demo"] = null! });
        var problem = Assert.Single(commands.Validate(LocalArguments.Read(["demmo"])));
        Assert.Equal(("There is no command 'demmo'.", "The commands are: demo."), (problem.What, problem.Mend));
    }
}
