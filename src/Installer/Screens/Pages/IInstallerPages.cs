using Domar.Core.Steps;
using Domar.Installer.Screens.Controls;

namespace Domar.Installer.Screens.Pages;

/// <summary>What a screen can ask for.</summary>
internal interface IInstallerPages
{
    /// <summary>Applies the rules to what is entered.</summary>
    void Check();

    /// <summary>Goes to the next screen.</summary>
    void Next();

    /// <summary>Goes back.</summary>
    void Back();

    /// <summary>Opens a form over the screen.</summary>
    void Open(Form form);

    /// <summary>Closes the uppermost form.</summary>
    void Close();

    /// <summary>Shows the answer file that says the same as the screens.</summary>
    void ShowAnswerFile();

    /// <summary>Shows the log.</summary>
    void ShowLog();

    /// <summary>Begins to write.</summary>
    /// <param name="plan">What was confirmed.</param>
    void Install(StepPlan plan);

    /// <summary>Starts the machine again.</summary>
    void Restart();

    /// <summary>Asks whether to leave.</summary>
    void AskToLeave();
}
